# Runs LocalStack until standard input ends: until whoever started it ends, however that happens.
# What LocalStack started goes first: its DynamoDB Local is in a session of its own.
import os
import runpy
import signal
import sys
import threading

import psutil

os.setsid()


def end_with_stdin():
    sys.stdin.buffer.read()
    for child in psutil.Process().children(recursive=True):
        child.kill()
    os.killpg(0, signal.SIGKILL)


threading.Thread(target=end_with_stdin, daemon=True).start()
runpy.run_module("localstack.runtime.main", run_name="__main__")
