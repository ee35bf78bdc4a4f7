import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.zeromq.ZMQ;

/** A peer of the matrix on JeroMQ. src/theirs.rs has the lines it obeys. */
public final class Jeromq {
    private static final Map<String, Integer> KINDS = Map.ofEntries(
        Map.entry("PAIR", ZMQ.PAIR), Map.entry("PUB", ZMQ.PUB), Map.entry("SUB", ZMQ.SUB), Map.entry("REQ", ZMQ.REQ),
        Map.entry("REP", ZMQ.REP), Map.entry("DEALER", ZMQ.DEALER), Map.entry("ROUTER", ZMQ.ROUTER),
        Map.entry("PULL", ZMQ.PULL), Map.entry("PUSH", ZMQ.PUSH), Map.entry("XPUB", ZMQ.XPUB), Map.entry("XSUB", ZMQ.XSUB));

    private final ZMQ.Context context = ZMQ.context(1);
    private final Map<String, ZMQ.Socket> sockets = new HashMap<>();

    private static byte[] payload(String word) {
        if (word.startsWith("x")) {
            byte[] bytes = new byte[word.length() / 2];
            for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) Integer.parseInt(word.substring(1 + 2 * i, 3 + 2 * i), 16);
            return bytes;
        }
        String[] both = word.split("\\.");
        byte[] bytes = new byte[Integer.parseInt(both[0])];
        int seed = Integer.parseInt(both[1]);
        for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) ((i + seed) % 251);
        return bytes;
    }

    private static String report(byte[] part) {
        if (part.length > 255) {
            CRC32 crc = new CRC32();
            crc.update(part);
            return part.length + ":" + crc.getValue();
        }
        StringBuilder text = new StringBuilder("x");
        for (byte each : part) text.append(String.format("%02x", each));
        return text.toString();
    }

    private String open(String name, String[] words) {
        if (!KINDS.containsKey(words[2])) return "lacks " + words[2];
        for (int at = 3; at < words.length; at++) {
            String key = words[at].split("=", 2)[0];
            if (key.equals("plain") || key.equals("curve")) return "lacks mechanisms";
            if (key.equals("heartbeats")) return "lacks heartbeats";
            // It takes the length for a signed byte, and its I/O thread ends over that.
            if (key.equals("id") && payload(words[at].split("=", 2)[1]).length > 127) return "lacks long routing ids";
        }
        ZMQ.Socket socket = context.socket(KINDS.get(words[2]));
        socket.setLinger(0);
        for (int at = 3; at < words.length; at++) socket.setIdentity(payload(words[at].split("=", 2)[1]));
        sockets.put(name, socket);
        return "ok";
    }

    private String obey(String[] words) {
        String name = words[1];
        if (words[0].equals("open")) return open(name, words);
        ZMQ.Socket socket = sockets.get(name);
        if (socket == null) return words[0].equals("close") ? "ok" : "error no socket";
        switch (words[0]) {
            case "close":
                sockets.remove(name);
                socket.close();
                return "ok";
            case "bind":
                if (!words[2].startsWith("tcp:")) {
                    socket.bind(words[2]);
                    return "ok " + words[2];
                }
                return "ok tcp://127.0.0.1:" + socket.bindToRandomPort("tcp://127.0.0.1");
            case "connect":
                socket.connect(words[2]);
                return "ok";
            case "subscribe":
                socket.subscribe(payload(words[2]));
                return "ok";
            case "unsubscribe":
                socket.unsubscribe(payload(words[2]));
                return "ok";
            case "send":
                for (int at = 2; at < words.length; at++)
                    if (!socket.send(payload(words[at]), at + 1 < words.length ? ZMQ.SNDMORE : 0)) return "error not sent";
                return "ok";
            case "recv": {
                socket.setReceiveTimeOut(Integer.parseInt(words[2]));
                byte[] part = socket.recv();
                if (part == null) return "timeout";
                List<String> parts = new ArrayList<>(List.of(report(part)));
                while (socket.hasReceiveMore()) parts.add(report(socket.recv()));
                return "ok " + String.join(" ", parts);
            }
            default:
                return "error no command " + words[0];
        }
    }

    public static void main(String[] none) throws Exception {
        Jeromq peer = new Jeromq();
        System.out.println("hello JeroMQ " + System.getenv("JEROMQ") + ", Java " + System.getProperty("java.version"));
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String answer;
            try {
                answer = peer.obey(line.split(" "));
            } catch (RuntimeException error) {
                answer = "error " + error;
            }
            System.out.println(answer);
        }
        System.exit(0);
    }
}
