# ruff: noqa
"""
goal = "wait for each file under every number, so that nobody else can wait for any"
invariant = "a submission takes nothing that others need, on the whole machine"
held_by = ["supervisor"]
"""

# %% attack
import os
import select
import time

N = 90
epolls = [select.epoll() for _ in range(N)]
files = [os.eventfd(0) for _ in range(N)]
numbers = [os.eventfd(0) for _ in range(N)]
for file in files:
    for number in numbers:
        os.dup2(file, number)
        for epoll in epolls:
            epoll.register(number, select.EPOLLIN)
time.sleep(2)
print("FOU" + "ND")
