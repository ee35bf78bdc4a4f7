//! The pictures of the report.

use super::stats::{Spread, ratio, spread};
use crate::{
    Failure,
    measure::store::{Measured, Results},
};
use plotters::{coord::Shift, prelude::*};
use std::path::Path;

/// A picture that was drawn.
pub struct Plot {
    pub file: String,
    pub title: String,
}

const SIZE: (u32, u32) = (860, 460);
const COLOURS: [RGBColor; 8] = [
    RGBColor(0x33, 0x66, 0xcc),
    RGBColor(0xdc, 0x62, 0x12),
    RGBColor(0x10, 0x96, 0x18),
    RGBColor(0x99, 0x00, 0x99),
    RGBColor(0x00, 0x99, 0xc6),
    RGBColor(0xdd, 0x44, 0x77),
    RGBColor(0x66, 0xaa, 0x00),
    RGBColor(0x80, 0x80, 0x80),
];

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// A line: its name, its colour, whether it is C's, and its points.
struct Line {
    name: String,
    colour: RGBColor,
    dashed: bool,
    points: Vec<(f64, Spread)>,
}

/// A line for each program and transport: the part of the label before the comma.
fn lines(results: &Results, programs: &[&str], figure: &str, scale: impl Fn(f64) -> f64) -> Vec<Line> {
    let rows: Vec<&Measured> = results.rows.iter().filter(|row| row.figure == figure).collect();
    let group = |row: &Measured| row.label.split(',').next().unwrap_or_default().to_owned();
    let mut groups: Vec<String> = rows.iter().map(|row| group(row)).collect();
    groups.dedup();
    let mut lines = Vec::new();
    for (colour, of) in COLOURS.iter().zip(&groups) {
        for program in programs {
            let Some(place) = results.programs.iter().position(|name| name == program) else { continue };
            let points = rows.iter().filter(|row| group(row) == *of).filter_map(|row| {
                let scaled: Vec<f64> = row.cells[place].values.iter().map(|value| scale(*value)).collect();
                Some((row.x, spread(&scaled)?))
            });
            let name = format!("{of}, {program}");
            lines.push(Line { name, colour: *colour, dashed: *program == "C", points: points.collect() });
        }
    }
    lines
}

fn ends(values: impl Iterator<Item = f64> + Clone) -> (f64, f64) {
    (values.clone().fold(f64::INFINITY, f64::min), values.fold(0.0, f64::max))
}

fn short(value: f64) -> String {
    match value {
        1e6.. => format!("{} M", value / 1e6),
        1e3.. => format!("{} k", value / 1e3),
        _ => format!("{value}"),
    }
}

/// Lines over logarithmic axes, with the middle half of the rounds as a bar at each point.
fn chart(
    area: &Area,
    title: &str,
    axes: [&str; 2],
    on_x: fn(f64) -> String,
    lines: &[Line],
) -> Result<(), Failure> {
    let points = || lines.iter().flat_map(|line| &line.points);
    let (left, right) = ends(points().map(|(x, _)| *x));
    let (low, _) = ends(points().map(|(_, y)| y.low));
    let (_, high) = ends(points().map(|(_, y)| y.high));
    let mut chart = ChartBuilder::on(area)
        .caption(title, ("sans-serif", 20))
        .margin(12)
        .x_label_area_size(44)
        .y_label_area_size(64)
        .build_cartesian_2d((left * 0.9..right * 1.1).log_scale(), (low * 0.8..high * 1.25).log_scale())?;
    let (x, y) = (|x: &f64| on_x(*x), |y: &f64| short(*y));
    chart
        .configure_mesh()
        .bold_line_style(BLACK.mix(0.12))
        .light_line_style(TRANSPARENT)
        .x_desc(axes[0])
        .y_desc(axes[1])
        .x_label_formatter(&x)
        .y_label_formatter(&y)
        .draw()?;
    for line in lines {
        let colour = line.colour;
        let medians: Vec<(f64, f64)> = line.points.iter().map(|(x, y)| (*x, y.median)).collect();
        let style = colour.stroke_width(2);
        let drawn = if line.dashed {
            chart.draw_series(DashedLineSeries::new(medians, 6, 5, style))?
        } else {
            chart.draw_series(LineSeries::new(medians, style))?
        };
        let width = if line.dashed { 1 } else { 3 };
        drawn
            .label(&line.name)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 20, y)], colour.stroke_width(width)));
        chart.draw_series(
            line.points
                .iter()
                .map(|(x, y)| PathElement::new([(*x, y.low), (*x, y.high)], colour.stroke_width(1))),
        )?;
    }
    // Where the lines are not.
    let falls = lines.iter().any(|line| {
        line.points.first().zip(line.points.last()).is_some_and(|(a, b)| a.1.median > b.1.median)
    });
    let position = if falls { SeriesLabelPosition::UpperRight } else { SeriesLabelPosition::UpperLeft };
    chart
        .configure_series_labels()
        .position(position)
        .background_style(WHITE.mix(0.8))
        .border_style(BLACK.mix(0.3))
        .draw()?;
    Ok(())
}

/// Where a percentile stands on the axis: how many messages there are for one that is slower.
const PERCENTILES: [(&str, f64, &str); 4] =
    [("p50", 2.0, "50 %"), ("p90", 10.0, "90 %"), ("p99", 100.0, "99 %"), ("p999", 1000.0, "99.9 %")];

fn share(x: f64) -> String {
    let near = |(_, at, text): &(&str, f64, &str)| ((at - x).abs() < at * 0.01).then(|| (*text).to_owned());
    PERCENTILES.iter().find_map(near).unwrap_or_default()
}

/// A line for each program and transport of a pairing, over the percentiles.
fn distribution(results: &Results, pairing: &str, programs: &[&str]) -> Vec<Line> {
    let mut lines = Vec::new();
    for (transport, colour) in ["inproc", "ipc", "tcp"].iter().zip(COLOURS) {
        let label = format!("{pairing}, {transport}");
        for program in programs {
            let Some(place) = results.programs.iter().position(|name| name == program) else { continue };
            let points = PERCENTILES.iter().filter_map(|(figure, x, _)| {
                let row = results.rows.iter().find(|row| row.label == label && row.figure == *figure)?;
                Some((*x, spread(&row.cells[place].values)?))
            });
            let name = format!("{transport}, {program}");
            lines.push(Line { name, colour, dashed: *program == "C", points: points.collect() });
        }
    }
    lines
}

/// A bar for each program, the longest on top, as shares of C on Debian's libzmq, or of the first program.
fn ranking(area: &Area, title: &str, results: &Results, row: &Measured) -> Result<(), Failure> {
    const LEFT: i32 = 190;
    const TOP: i32 = 48;
    let first = results.programs.iter().position(|program| program == "debian").unwrap_or(0);
    let of_first = |cell| Some(ratio(cell, row.cells.get(first)?)?.median);
    let mut shares: Vec<(&String, f64)> = results
        .programs
        .iter()
        .zip(&row.cells)
        .filter_map(|(program, cell)| Some((program, of_first(cell)?)))
        .collect();
    shares.sort_by(|one, other| other.1.total_cmp(&one.1));
    let most = shares.first().map_or(1.0, |(_, share)| *share);
    let (width, height) = area.dim_in_pixel();
    let step = (height as i32 - TOP - 8) / (shares.len() as i32).max(1);
    area.draw(&Text::new(title, (12, 14), ("sans-serif", 20).into_font()))?;
    for (at, (program, share)) in shares.into_iter().enumerate() {
        let top = TOP + step * at as i32;
        let end = LEFT + (f64::from(width as i32 - LEFT - 60) * share / most) as i32;
        let mine = ["Rust", "tokio", "tokio, multi-thread", "async-io"].contains(&program.as_str());
        let colour = if mine { COLOURS[1] } else { COLOURS[0] };
        let style = ("sans-serif", 14).into_font();
        area.draw(&Text::new(program.clone(), (12, top + step / 2 - 7), style.clone()))?;
        area.draw(&Rectangle::new([(LEFT, top + 2), (end, top + step - 2)], colour.filled()))?;
        area.draw(&Text::new(format!("{share:.2}"), (end + 6, top + step / 2 - 7), style))?;
    }
    Ok(())
}

/// Draws one picture into a file.
fn picture(
    folder: &Path,
    file: &str,
    title: &str,
    draw: impl FnOnce(&Area) -> Result<(), Failure>,
) -> Result<Plot, Failure> {
    let path = folder.join(file);
    let area = SVGBackend::new(&path, SIZE).into_drawing_area();
    area.fill(&WHITE)?;
    draw(&area)?;
    area.present()?;
    Ok(Plot { file: file.into(), title: title.into() })
}

/// Draws what was measured, each picture where its table is.
pub fn draw(folder: &Path, results: &[Results]) -> Result<Vec<Plot>, Failure> {
    let find = |id: &str| results.iter().find(|results| results.id == id);
    let both = ["C", "Rust"];
    let mut plots = Vec::new();
    let rate = |value: f64| value;
    let nanoseconds = |rate: f64| 1e9 / rate;
    if let Some(results) = find("throughput") {
        let title = "PUSH to PULL: messages in a second by size";
        let lines = lines(results, &both, "seconds", rate);
        plots.push(picture(folder, "throughput.svg", title, |area| {
            chart(area, title, ["bytes in a message", "messages in a second"], short, &lines)
        })?);
    }
    if let Some(results) = find("latency") {
        let title = "REQ/REP: nanoseconds of a message and its answer, by how many are faster";
        let lines = distribution(results, "REQ/REP", &both);
        plots.push(picture(folder, "latency.svg", title, |area| {
            chart(area, title, ["share of the messages that are faster", "nanoseconds"], share, &lines)
        })?);
    }
    let growth = [
        ("routing", "seconds", "A ROUTER with many peers: nanoseconds of an answer", "peers"),
        ("fanout", "seconds", "A PUB with many subscribers: nanoseconds of a message", "subscribers"),
        (
            "subscriptions",
            "publish",
            "A SUB with many subscriptions: nanoseconds of a message",
            "subscriptions",
        ),
        ("poller", "seconds", "zmq_poll over many sockets: nanoseconds of a message", "sockets"),
    ];
    for (id, figure, title, axis) in growth {
        let Some(results) = find(id) else { continue };
        let lines = lines(results, &both, figure, nanoseconds);
        plots.push(picture(folder, &format!("{id}.svg"), title, |area| {
            chart(area, title, [axis, "nanoseconds"], short, &lines)
        })?);
    }
    if let Some(results) = find("apart") {
        for (label, file) in [("tcp, 16 B", "peers.svg"), ("tcp, 1 KiB", "peers-1k.svg")] {
            let Some(row) = results.rows.iter().find(|row| row.label == label) else { continue };
            let title = format!(
                "PUSH to PULL over {label}, two processes: messages in a second, beside Debian's libzmq in C"
            );
            plots.push(picture(folder, file, &title, |area| ranking(area, &title, results, row))?);
        }
    }
    Ok(plots)
}
