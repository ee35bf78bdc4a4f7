//! Tests of the applier, on a tree of one file. They run as part of `xtask`, since a build script has none.

use super::*;

const SOURCE: &str =
    "int a ()\n{\n    one ();\n    two ();\n    three ();\n}\n\nint b ()\n{\n    two ();\n}\n";

/// A folder that is removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, mends: &[(&str, &str)]) -> Folder {
        let folder = std::env::temp_dir().join(format!("mends-{}-{name}", std::process::id()));
        fs::create_dir_all(folder.join("src")).unwrap();
        fs::write(folder.join("src/x.cpp"), SOURCE).unwrap();
        for (name, text) in mends {
            fs::write(folder.join(name), text).unwrap();
        }
        Folder(folder)
    }

    fn apply(&self, without: &[&str]) -> Result<Vec<u32>, String> {
        let mends = apply(&self.0, &self.0, without)?;
        Ok(mends.iter().map(|mend| mend.number).collect())
    }

    fn source(&self) -> String {
        fs::read_to_string(self.0.join("src/x.cpp")).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A mend of `a` with the right hash.
fn of_a(orders: &str) -> String {
    let end = SOURCE.find("\n}").unwrap();
    let hash = hash(&SOURCE[..end]);
    format!(
        "# a notice\nWhat: one\n  and more\n@ file src/x.cpp\n@ in int a ()\n@ hash {hash:016x}\n{orders}"
    )
}

#[test]
fn edits_are_made_where_their_anchors_are() {
    let mend =
        of_a("@ before two ();\n    x ();\n@ after two ();\n    y ();\n@ replace one ... ()\n    z ()\n");
    let folder = Folder::new("edits", &[("01-a.mend", &mend)]);
    assert_eq!(folder.apply(&[]), Ok(vec![1]));
    let made = SOURCE.replacen("one ()", "z ()", 1).replacen(
        "    two ();\n",
        "    x ();\n    two ();\n    y ();\n",
        1,
    );
    assert_eq!(folder.source(), made);
    assert_eq!(load(&folder.0).unwrap()[0].what, "one and more");
}

#[test]
fn hashes_are_those_of_the_released_text_whatever_was_mended_before() {
    let (first, second) = (of_a("@ after one ();\n    x ();\n"), of_a("@ replace x ();\n    y ();\n"));
    let folder = Folder::new("order", &[("02-b.mend", &second), ("01-a.mend", &first)]);
    assert_eq!(folder.apply(&[]), Ok(vec![1, 2]));
    assert!(folder.source().contains("    one ();\n    y ();\n    two ();\n"));
}

#[test]
fn an_anchor_that_is_not_there_once_is_an_error_that_names_it_and_nothing_is_written() {
    for (anchor, why) in [("four ();", "not there"), ("e ();", "more than once")] {
        let good = of_a("@ before two ();\n    x ();\n");
        let bad = of_a(&format!("@ replace {anchor}\n    x ();\n"));
        let folder = Folder::new(&anchor[..1], &[("01-good.mend", &good), ("02-bad.mend", &bad)]);
        let error = folder.apply(&[]).unwrap_err();
        for word in ["02-bad", "src/x.cpp", "int a ()", anchor, why] {
            assert!(error.contains(word), "{error}");
        }
        assert_eq!(folder.source(), SOURCE);
    }
}

#[test]
fn a_function_with_another_hash_is_an_error_that_tells_the_new_one() {
    let mend = of_a("@ before two ();\n    x ();\n");
    let folder = Folder::new("hash", &[("01-a.mend", &mend)]);
    fs::write(folder.0.join("src/x.cpp"), SOURCE.replace("three", "four")).unwrap();
    let error = folder.apply(&[]).unwrap_err();
    let end = SOURCE.find("\n}").unwrap();
    let new = format!("hash {:016x}", hash(&SOURCE[..end].replace("three", "four")));
    assert!(error.contains("01-a") && error.contains(&new), "{error}");
    let mend = &load(&folder.0).unwrap()[0];
    assert_eq!(Sources::new(&folder.0).mend(mend, false), Ok(()));
}

#[test]
fn what_is_left_out_takes_along_what_needs_it() {
    let edit = of_a("@ before two ();\n    x ();\n");
    let needs = edit.replace("@ file", "Needs: 1\n@ file");
    let further = edit.replace("@ file", "Needs: 2\n@ file");
    let files =
        [("01-a.mend", &*edit), ("02-b.mend", &*needs), ("03-c.mend", &*further), ("04-d.mend", &*edit)];
    let folder = Folder::new("needs", &files);
    assert_eq!(folder.apply(&["01"]), Ok(vec![4]));
    assert_eq!(folder.apply(&["all"]), Ok(vec![]));
    for word in ["05", "heartbeat", ""] {
        assert!(folder.apply(&[word]).is_err(), "{word:?}");
    }
}

#[test]
fn a_mend_that_is_not_whole_is_an_error() {
    let without_hash = "What: x\n@ file src/x.cpp\n@ in int a ()\n@ replace one ();\n";
    let blind = "What: x\n@ file src/x.cpp\n@ replace one ... three ();\n";
    let no_word = "@ file src/x.cpp\n@ before int b ()\nx\n";
    let nothing = "What: x\n@ file src/x.cpp\n@ in int a ()\n@ hash 0\n";
    let order = "What: x\n@ file src/x.cpp\n@ insert int b ()\nx\n";
    let early = "What: x\n@ before int b ()\nx\n";
    let needs = "What: x\nNeeds: 9\n@ file src/x.cpp\n@ before int b ()\nx\n";
    for (index, mend) in [without_hash, blind, no_word, nothing, order, early, needs].iter().enumerate() {
        let folder = Folder::new(&format!("part{index}"), &[("01-a.mend", mend)]);
        assert!(folder.apply(&[]).is_err(), "{mend}");
        assert_eq!(folder.source(), SOURCE);
    }
    let twice = Folder::new(
        "twice",
        &[("01-a.mend", &of_a("@ before two\nx\n")), ("1-b.mend", &of_a("@ after two\nx\n"))],
    );
    assert!(twice.apply(&[]).unwrap_err().contains("two mends"));
}
