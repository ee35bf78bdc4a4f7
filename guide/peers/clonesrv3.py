"""The server of Clone 3: numbers the updates of clients and publishes them, RFC 12."""

import zmq

context = zmq.Context()
snapshots = context.socket(zmq.ROUTER)
snapshots.bind("tcp://*:5556")
publisher = context.socket(zmq.PUB)
publisher.bind("tcp://*:5557")
collector = context.socket(zmq.PULL)
collector.bind("tcp://*:5558")
poller = zmq.Poller()
poller.register(snapshots, zmq.POLLIN)
poller.register(collector, zmq.POLLIN)
table, sequence = {}, 0
while True:
    ready = dict(poller.poll())
    if collector in ready:
        key, _, *rest = collector.recv_multipart()
        sequence += 1
        update = [key, sequence.to_bytes(8, "big"), *rest]
        publisher.send_multipart(update)
        table[key] = update
        print(f"I: publishing update {sequence}")
    if snapshots in ready:
        client, command, *_ = snapshots.recv_multipart()
        assert command == b"ICANHAZ?"
        for update in [*table.values(), [b"KTHXBAI", sequence.to_bytes(8, "big"), b"", b"", b""]]:
            snapshots.send_multipart([client, *update])
