"""Whether there is a service `echo`."""

from majordomo import Client

print("Lookup echo service:", Client().call(b"mmi.service", b"echo")[0])
