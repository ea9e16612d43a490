# ruff: noqa
"""
goal = "have the system keep tables, rules, filters, news and queues, some of which it has few of for all"
invariant = "no memory is taken that no limit counts"
held_by = ["seccomp"]
"""

# %% last
import ctypes
import platform
import struct

libc = ctypes.CDLL(None, use_errno=True)
PR_SET_SECCOMP, PR_FUTEX_HASH = 22, 78
IO_SETUP = {"x86_64": 206, "aarch64": 0}[platform.machine()]
allow = ctypes.create_string_buffer(struct.pack("HBBI", 0x06, 0, 0, 0x7FFF0000), 8)
header = struct.pack("HxxxxxxP", 1, ctypes.addressof(allow))
handled = ctypes.create_string_buffer(struct.pack("QQ", 0, 3), 16)
context = ctypes.c_ulong(0)
for name, result in {
    "futexes": libc.prctl(PR_FUTEX_HASH, 1, 1 << 10, 0, 0),
    "filters": libc.prctl(PR_SET_SECCOMP, 2, header, 0, 0),
    "rules": libc.syscall(444, handled, ctypes.c_size_t(16), 0),
    "news": libc.inotify_init1(0),
    "queues": libc.syscall(IO_SETUP, 1, ctypes.byref(context)),
}.items():
    print("refused" if result < 0 else "FOU" + "ND", name)
