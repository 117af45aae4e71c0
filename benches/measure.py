"""Commands as whole processes beside each other, in turns: `compare` checks their answers, times them and prints a table."""
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time


def run(command: list[str], cwd: pathlib.Path) -> tuple[int, float, float, bytes]:
    """Exit code, cpu seconds, wall seconds, standard output."""
    with tempfile.TemporaryFile() as out:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=cwd, stdout=out, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        return process.returncode, usage.ru_utime + usage.ru_stime, wall, out.read()


def peak_of(command: list[str], cwd: pathlib.Path) -> int:
    """Peak kB of the command alone: started by a small program, for a child begins with the size of what started it."""
    with tempfile.NamedTemporaryFile() as out:
        subprocess.run(["/usr/bin/time", "-f", "%M", "-o", out.name, *command], cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return int(out.read().split()[-1])


def compare(title: str, goal: str, commands: dict[str, list[str]], check: dict, cwd: pathlib.Path, rounds: int, repeat: int = 1) -> None:
    names = list(commands)
    for name in names:
        code, _, _, out = run(commands[name], cwd)
        if not check[name](code, out):
            sys.exit(f"{title}: {name} gave another answer than it must: exit {code}, {out[:300]!r}")
    cpu = {name: [] for name in names}
    wall = {name: [] for name in names}
    peak = {name: max(peak_of(commands[name], cwd) for _ in range(3)) for name in names}
    for round_number in range(rounds + 1):
        turn = names[round_number % len(names):] + names[: round_number % len(names)]
        for name in turn:
            spent = [run(commands[name], cwd) for _ in range(repeat)]
            if round_number == 0:
                continue  # warms the page cache
            cpu[name].append(sum(s[1] for s in spent) / repeat)
            wall[name].append(sum(s[2] for s in spent) / repeat)
    print(f"\n### {title}\n\nGoal: {goal}. Rounds: {rounds}" + (f" of {repeat} runs each" if repeat > 1 else "") + ".\n")
    print("| command | cpu ms (median, min) | wall ms (median) | peak MiB | gwfmt cpu / its cpu | gwfmt wall / its wall |\n|---|---|---|---|---|---|")
    for name in names:
        def ratio(of: dict) -> str:
            return f"{statistics.median(a / max(b, 1e-9) for a, b in zip(of[names[0]], of[name])):.3g}"
        print(f"| {name} | {statistics.median(cpu[name]) * 1e3:.2f}, {min(cpu[name]) * 1e3:.2f} | {statistics.median(wall[name]) * 1e3:.2f} | {peak[name] / 1024:.1f} | {ratio(cpu)} | {ratio(wall)} |")
