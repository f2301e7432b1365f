"""Attribution of counted paths: Markov chains and Shapley values beside the peers."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
import polars as pl

from benchmarks.measuring import (
    Argument,
    BenchmarkError,
    Sample,
    Stopwatch,
    in_own_process,
    in_turn,
    peak,
    quantile,
    wall,
)
from benchmarks.report import Report
from benchmarks.sizes import Size
from benchmarks.touches import CHANNELS
from cockpit.engine.attribution.markov import markov
from cockpit.engine.attribution.models import MODELS, credit
from cockpit.engine.attribution.paths import Paths, split
from cockpit.engine.attribution.shapley import shapley_rate

PEER: Final = Path(__file__).with_name("attribution_peer.py")
SEED: Final = 20_260_101
LONGEST: Final = 12
STOPS: Final = 0.2
"""Share of journeys that end at each touch."""
CONVERTS: Final = 0.15
OURS: Final = "cockpit"
CHANNEL_ATTRIBUTION: Final = "ChannelAttribution"
USUAL: Final = 0.05
"""How far its credits may still vary when it stops, unless somebody says otherwise."""
CLOSER: Final = "ChannelAttribution to 1 %"
CLOSER_BY: Final = 0.01
MAM: Final = "MAM 2"
CLOSE: Final = 1e-9


def measure(size: Size, scratch: Path) -> Report:
    """Compare on the same written paths; each run in its own process."""
    file = scratch / "paths.parquet"
    touches = _draw(file, size.paths)
    report = Report("attribution", {"paths": size.paths, "touches": touches})
    first = _first_order(report, size, file)
    _third_order(report, size, file)
    _shapley(report, size, file)
    _models(report, size, file)
    report.judge("Markov order 1: peak memory / ChannelAttribution", first)
    report.notes.append(
        "All begin with paths written out, as each peer wants them, in memory; imports"
        " are not timed. Ours and MAM 2 solve the chain, and their removal effects must"
        " be equal to 1e-9; ChannelAttribution simulates it until its credits vary"
        f" by 5 % (its default) or 1 %, on {os.cpu_count()} threads: its largest error in"
        " a channel's credit is told."
        " MAM 2 spreads each conversion over the channels of its own path, so that its"
        " credits are others; its Shapley values are of sets of at most four channels."
    )
    return report


def _first_order(report: Report, size: Size, file: Path) -> float:
    ours, channel, closer, mam = (
        f"Markov order 1, {who}" for who in (OURS, CHANNEL_ATTRIBUTION, CLOSER, MAM)
    )
    samples = in_turn(
        {
            ours: lambda: in_own_process(__name__, "markov", file=str(file), order=1),
            channel: lambda: _simulated(file, 1, USUAL),
            closer: lambda: _simulated(file, 1, CLOSER_BY),
            mam: lambda: _peer("mam_markov", file=str(file)),
        },
        runs=size.runs,
    )
    report.contenders(samples)
    names = {channel: CHANNEL_ATTRIBUTION, closer: CLOSER, mam: MAM}
    for peer, name in names.items():
        ratio = wall(samples[peer]) / wall(samples[ours])
        report.judge(f"Markov order 1: {name} / time", ratio, at_least=10)
        spent = _cpu(samples[peer]) / _cpu(samples[ours])
        report.judge(f"Markov order 1: {name} / CPU time", spent)
    solved = [run.steps["solved"] for run in samples[ours]]
    ratio = wall(samples[channel]) / quantile(solved, 0.5)
    report.judge("Markov order 1, from counted paths: ChannelAttribution / time", ratio)
    own = json.loads(samples[ours][0].facts)
    _same_effects(own["effects"], json.loads(samples[mam][0].facts)["effects"])
    for peer, name in ((channel, CHANNEL_ATTRIBUTION), (closer, CLOSER)):
        _off(report, f"order 1: {name}", own, json.loads(samples[peer][0].facts))
    return peak(samples[ours]) / peak(samples[channel])


def _simulated(file: Path, order: int, varies: float) -> Sample:
    return _peer("markov", file=str(file), order=order, varies=varies)


def _third_order(report: Report, size: Size, file: Path) -> None:
    ours, channel = f"Markov order 3, {OURS}", f"Markov order 3, {CHANNEL_ATTRIBUTION}"
    samples = in_turn(
        {
            ours: lambda: in_own_process(__name__, "markov", file=str(file), order=3),
            channel: lambda: _simulated(file, 3, USUAL),
        },
        runs=size.runs,
    )
    report.contenders(samples)
    ratio = wall(samples[channel]) / wall(samples[ours])
    report.judge("Markov order 3: ChannelAttribution / time", ratio)
    own, other = (json.loads(samples[who][0].facts) for who in (ours, channel))
    _off(report, f"order 3: {CHANNEL_ATTRIBUTION}", own, other)


def _shapley(report: Report, size: Size, file: Path) -> None:
    ours, mam = f"Shapley of the rate, {OURS}", f"Shapley of the rate, {MAM}"
    contenders: dict[str, Callable[[], Sample]] = {
        ours: lambda: in_own_process(__name__, "shapley", file=str(file)),
        mam: lambda: _peer("mam_shapley", file=str(file)),
    }
    samples = in_turn(contenders, runs=size.runs)
    report.contenders(samples)
    ratio = wall(samples[mam]) / wall(samples[ours])
    report.judge("Shapley: MAM 2 (sets of four) / time (all coalitions)", ratio)


def _models(report: Report, size: Size, file: Path) -> None:
    """Time each model on counted paths."""
    name = f"all models, {OURS}"
    samples = in_turn(
        {name: lambda: in_own_process(__name__, "models", file=str(file))},
        runs=size.runs,
    )
    report.contenders(samples)
    for model in samples[name][0].steps:
        report.spread(
            f"{model}, from counted paths", [run.steps[model] for run in samples[name]]
        )


def _cpu(samples: list[Sample]) -> float:
    return quantile([run.cpu for run in samples], 0.5)


def _same_effects(ours: Mapping[str, float], theirs: Mapping[str, float]) -> None:
    if ours.keys() != theirs.keys() or any(
        abs(ours[name] - theirs[name]) > CLOSE for name in ours
    ):
        raise BenchmarkError(f"removal effects differ: {ours} {theirs}")


def _off(
    report: Report,
    what: str,
    ours: Mapping[str, Mapping[str, float]],
    theirs: Mapping[str, Mapping[str, float]],
) -> None:
    exact, simulated = ours["conversions"], theirs["conversions"]
    worst = max(abs(simulated[name] / exact[name] - 1) for name in exact)
    report.judge(f"Markov {what}, largest error of a credit", 100 * worst, unit="%")


def _peer(task: str, **arguments: Argument) -> Sample:
    """Run a task of the peers in their interpreter."""
    python = os.environ.get("COCKPIT_MODELS_PYTHON", sys.executable)
    command = [python, str(PEER), task, json.dumps(arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BenchmarkError(f"peer {task} ({python}):\n{done.stderr[-2000:]}")
    return msgspec.json.decode(done.stdout.splitlines()[-1], type=Sample)


def _markov(file: str, order: int) -> Sample:
    import scipy.sparse  # noqa: F401, PLC0415 - imports are not timed

    rows = pl.read_parquet(file)
    with Stopwatch() as watch:
        paths = split(rows)
        with Stopwatch() as solving:
            found = markov(paths, order)
    facts = {"conversions": found.conversions, "effects": found.effects}
    return msgspec.structs.replace(
        watch.sample(),
        steps={"solved": solving.sample().wall},
        facts=json.dumps(facts),
    )


def _shapley_rate(file: str) -> Sample:
    rows = pl.read_parquet(file)
    with Stopwatch() as watch:
        shapley_rate(split(rows))
    return watch.sample()


def _all_models(file: str) -> Sample:
    import scipy.sparse  # noqa: PLC0415 - imports are not timed
    import scipy.special  # noqa: F401, PLC0415

    paths = split(pl.read_parquet(file))
    steps: dict[str, float] = {}
    with Stopwatch() as watch:
        for model in MODELS:
            with Stopwatch() as one:
                _spoken(paths, model)
            steps[model] = one.sample().wall
    return msgspec.structs.replace(watch.sample(), steps=steps)


def _spoken(paths: Paths, model: str) -> None:
    credit(paths, [name for name in MODELS if name == model])


def _draw(place: Path, number: int) -> int:
    """Write so many different paths; return their touches."""
    rng = np.random.default_rng(SEED)
    likely = 1 / np.arange(1, len(CHANNELS) + 1)
    found = pl.DataFrame(schema={"path": pl.String})
    while found.height < number:
        lengths = np.minimum(rng.geometric(STOPS, 2 * number), LONGEST)
        codes = rng.choice(len(CHANNELS), lengths.sum(), p=likely / likely.sum())
        owner = pl.Series("owner", np.repeat(np.arange(len(lengths)), lengths))
        written = (
            pl.DataFrame({"owner": owner, "path": pl.Series(CHANNELS).gather(codes)})
            .group_by("owner", maintain_order=True)
            .agg(pl.col("path").str.join(" > "))
        )
        found = pl.concat([found, written.select("path")]).unique(maintain_order=True)
    conversions = rng.binomial(3, CONVERTS, number)
    rows = found.head(number).with_columns(
        conversions=pl.Series(conversions),
        value=pl.Series(conversions * rng.integers(100, 9_000, number) / 10),
        nulls=pl.Series(rng.integers(1, 6, number)),
    )
    rows.write_parquet(place)
    return number + int(rows["path"].str.count_matches(">", literal=True).sum())


TASKS: Final = {"markov": _markov, "shapley": _shapley_rate, "models": _all_models}
