"""Broadcasts a byte each second, and prints who else does."""

import select
import socket
import time

udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
udp.bind(("", 9999))
due = time.time()
while True:
    if time.time() >= due:
        print("Pinging peers...")
        udp.sendto(b"!", ("255.255.255.255", 9999))
        due = time.time() + 1
    ready, _, _ = select.select([udp], [], [], max(0, due - time.time()))
    if ready:
        _, (host, port) = udp.recvfrom(1)
        print(f"Found peer {host}:{port}")
