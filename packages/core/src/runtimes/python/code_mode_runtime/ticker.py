"""One thread that does what is due every few milliseconds while a run goes on, and sleeps otherwise."""

from __future__ import annotations

import _thread
from code_mode_runtime.refs import allocate_lock, sleep, start_new_thread

REDELIVERY_SECONDS = 0.003
# After a failure, so that one that stays does not spin.
PAUSE_SECONDS = 0.01
# Ticks without a run before the thread sleeps for good.
IDLE_TICKS = 50


class Ticker:
    def __init__(self, output, interrupts, own_threads):
        self.output = output
        self._own_threads = own_threads
        self.interrupts = interrupts
        self._wake = allocate_lock()
        self._wake.acquire()
        self._asleep = False
        self._started = False
        interrupts.wake_ticker = self.wake

    def begin_run(self) -> None:
        if not self._started:
            try:
                start_new_thread(self._work, ())
                self._started = True
            except RuntimeError:
                pass  # no thread to be had under the limits: output then waits for the end of the run
        elif self._asleep:
            self.wake()

    def wake(self) -> None:
        try:
            self._wake.release()
        except RuntimeError:
            pass

    def _work(self) -> None:
        while True:
            try:
                self._tick()
            except BaseException:
                # Of the program's making: a tiny recursion limit, a trace function that raises.
                sleep(PAUSE_SECONDS)

    def _tick(self) -> None:
        idle = 0
        while True:
            interrupts = self.interrupts
            pause = REDELIVERY_SECONDS if interrupts.pending else self.output.flush_seconds
            if idle > IDLE_TICKS and _thread._count() <= self._own_threads():
                self._asleep = True
                if not interrupts.running:
                    self._wake.acquire()
                self._asleep = False
                idle = 0
                continue
            self._wake.acquire(True, pause)
            idle = 0 if interrupts.running else idle + 1
            if interrupts.pending:
                interrupts.deliver_again()
            self.output.tick()
