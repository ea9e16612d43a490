"""seccomp: system calls that no student needs, and that namespaces do not hold.

The filter is made where the grader runs, by libseccomp, and loaded by the kernel's own process.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import functools
import mmap
import socket
import struct
import tempfile

from autograde.kernel.linux import call

PR_SET_SECCOMP = 22
SECCOMP_MODE_FILTER = 2
INSTRUCTION_BYTES = 8

#: What each call would be good for, if it were let through.
REFUSED = {
    "other processes": "ptrace process_vm_readv process_vm_writev process_madvise kcmp pidfd_getfd",
    "the view of the files": "mount umount2 pivot_root chroot open_tree move_mount fsopen fsconfig "
    "fsmount fspick mount_setattr quotactl quotactl_fd swapon swapoff",
    "files by number": "name_to_handle_at open_by_handle_at",
    "namespaces": "unshare setns",
    "the cores of others": "sched_setaffinity",
    "timers and signals that all have together": "timer_create rt_sigqueueinfo rt_tgsigqueueinfo",
    "memory that no limit counts": "memfd_create memfd_secret shmget msgget semget mq_open "
    "io_setup vmsplice splice tee sendfile setxattr lsetxattr fsetxattr setxattrat inotify_init "
    "inotify_init1 landlock_create_ruleset landlock_add_rule landlock_restrict_self seccomp",
    "notes that outlive the process": "add_key request_key keyctl",
    "calls past this filter": "io_uring_setup io_uring_enter io_uring_register",
    "the machine": "bpf perf_event_open userfaultfd fanotify_init syslog reboot kexec_load "
    "kexec_file_load init_module finit_module delete_module acct settimeofday clock_settime "
    "clock_adjtime adjtimex sethostname setdomainname iopl ioperm personality vhangup",
}
#: The same on every machine; libseccomp learns of new calls late.
NEW_CALLS = {
    "landlock_create_ruleset": 444,
    "landlock_add_rule": 445,
    "landlock_restrict_self": 446,
    "setxattrat": 463,
}
#: Among processes of one machine; others reach the host of a virtual machine, or raw packets.
SOCKETS = (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK)
NEW_NAMESPACES = 0x7E020000
#: ``CLONE_PARENT``: a child of the zygote's, for which nobody waits.
SIBLINGS = 0x8000
#: ``CLONE_THREAD`` without ``CLONE_FILES``: a thread whose open files nobody sees.
FILES_OF_THREADS = (0x10000 | 0x400, 0x10000)
#: A TCP socket can wait for its peer when it is closed, by whoever has come by it.
DATAGRAMS_ONLY = (socket.AF_INET, socket.AF_INET6)
TYPE_MASK = 0xF
#: What is written through such a mapping stays in memory when it is no longer looked at; what grows
#: downwards counts as a stack.
MAPPINGS = (mmap.MAP_SHARED | mmap.MAP_ANONYMOUS, 0x100)
#: A table for the locks of a process, as large as it likes; one more filter.
PR_FUTEX_HASH = 78
#: Locks of parts of a file, each of which is noted. Nobody else is there who could hold one.
LOCKS = (fcntl.F_SETLK, fcntl.F_SETLKW, 37, 38)
#: ``SO_SNDBUF``, ``SO_RCVBUF`` and their privileged kin: no limit counts what waits in a socket.
BUFFER_SIZES = (7, 8, 32, 33)
#: ``SO_ATTACH_FILTER`` and its kin: the machine has so much memory for all filters, and the next
#: kernel needs some for this one.
SOCKET_FILTERS = (26, 50, 51, 52)
#: A protocol whose sockets are listed where nobody looks.
UDPLITE = 136
#: ``F_SETLEASE``: whoever opens a leased file waits until the lease is given back.
#: ``F_SET_RW_HINT`` and ``F_SET_FILE_RW_HINT``: a note on a file that the next one could read.
MARKS_ON_FILES = (fcntl.F_SETLEASE, 1036, 1038)


@functools.cache
def program() -> bytes:
    """The filter as instructions for the system.

    Raises
    ------
    ImportError, RuntimeError
        where pyseccomp or the library libseccomp is missing.
    """
    import pyseccomp

    rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    forbidden = pyseccomp.ERRNO(errno.EPERM)
    for names in REFUSED.values():
        for name in names.split():
            if pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name) >= 0:
                rules.add_rule(forbidden, name)
            elif name in NEW_CALLS:
                rules.add_rule(forbidden, NEW_CALLS[name])
    # glibc makes threads with clone where clone3, whose flags no filter can see, is unknown.
    rules.add_rule(pyseccomp.ERRNO(errno.ENOSYS), "clone3")
    for bit in range(32):
        if (NEW_NAMESPACES | SIBLINGS) >> bit & 1:
            flag = 1 << bit
            wanted = pyseccomp.Arg(0, pyseccomp.MASKED_EQ, flag, flag)
            rules.add_rule(forbidden, "clone", wanted)
    rules.add_rule(forbidden, "clone", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, *FILES_OF_THREADS))
    for family in range(max(SOCKETS) + 1):
        if family not in SOCKETS:
            rules.add_rule(forbidden, "socket", pyseccomp.Arg(0, pyseccomp.EQ, family))
    rules.add_rule(forbidden, "socket", pyseccomp.Arg(0, pyseccomp.GE, max(SOCKETS) + 1))
    for family in DATAGRAMS_ONLY:
        for kind in range(TYPE_MASK + 1):
            if kind != socket.SOCK_DGRAM:
                of_kind = pyseccomp.Arg(1, pyseccomp.MASKED_EQ, TYPE_MASK, kind)
                rules.add_rule(forbidden, "socket", pyseccomp.Arg(0, pyseccomp.EQ, family), of_kind)
    rules.add_rule(forbidden, "socket", pyseccomp.Arg(2, pyseccomp.EQ, UDPLITE))
    of_socket = pyseccomp.Arg(1, pyseccomp.EQ, socket.SOL_SOCKET)
    for answer, options in ((pyseccomp.ERRNO(0), BUFFER_SIZES), (forbidden, SOCKET_FILTERS)):
        for option in options:
            wanted = pyseccomp.Arg(2, pyseccomp.EQ, option)
            rules.add_rule(answer, "setsockopt", of_socket, wanted)
    for flags in MAPPINGS:
        wanted = pyseccomp.Arg(3, pyseccomp.MASKED_EQ, flags, flags)
        rules.add_rule(forbidden, "mmap", wanted)
    for option in (PR_SET_SECCOMP, PR_FUTEX_HASH):
        rules.add_rule(forbidden, "prctl", pyseccomp.Arg(0, pyseccomp.EQ, option))
    for command in LOCKS:
        wanted = pyseccomp.Arg(1, pyseccomp.EQ, command)
        rules.add_rule(pyseccomp.ERRNO(0), "fcntl", wanted)
    for command in MARKS_ON_FILES:
        rules.add_rule(forbidden, "fcntl", pyseccomp.Arg(1, pyseccomp.EQ, command))
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()


def load(instructions: bytes) -> None:
    """Put this process and all that it starts under the filter, for good.

    Raises
    ------
    OSError
        when the kernel does not take it.
    """
    buffer = ctypes.create_string_buffer(instructions, len(instructions))
    length = len(instructions) // INSTRUCTION_BYTES
    header = struct.pack("HP", length, ctypes.addressof(buffer))
    call("prctl", PR_SET_SECCOMP, SECCOMP_MODE_FILTER, header, 0, 0)
