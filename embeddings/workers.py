"""Threads that each compute one batch on one core, and what this processor computes fast."""

from __future__ import annotations

import contextlib
import math
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import torch

_THREAD_LIMIT_LOCK: Final = threading.Lock()


def available_threads() -> int:
    """Return torch's own number (OMP_NUM_THREADS, or the cores), bounded by affinity and container quota."""
    import torch

    bounds = [torch.get_num_threads()]
    if hasattr(os, "sched_getaffinity"):
        bounds.append(len(os.sched_getaffinity(0)))
    with contextlib.suppress(OSError, ValueError):  # not Linux, or no quota ("max")
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text(encoding="ascii").split()
        bounds.append(math.ceil(int(quota) / int(period)))
    return max(1, min(bounds))


def worker_pool(workers: int, *, name: str, single_threaded: bool) -> ThreadPoolExecutor:
    """Return a pool of threads; ``single_threaded`` ones use one core each, however many torch may use."""
    initializer = _limit_this_thread if single_threaded else None
    return ThreadPoolExecutor(workers, thread_name_prefix=name, initializer=initializer)


def fast_dtype(*, on_cpu: bool) -> torch.dtype:
    """Return bfloat16 where the CPU computes in it (about twice as fast), float32 elsewhere."""
    import torch

    capabilities = torch.cpu.get_capabilities()
    fast = on_cpu and bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))
    return torch.bfloat16 if fast else torch.float32


def _limit_this_thread() -> None:
    """Let torch use one core in the calling thread and leave every other thread as it is.

    ``torch.set_num_threads`` binds the calling thread, and threads that have not used torch yet; the second
    call, in a thread of its own, takes the latter back.
    """
    import torch

    with _THREAD_LIMIT_LOCK:
        before = torch.get_num_threads()
        torch.set_num_threads(1)
        restore = threading.Thread(target=torch.set_num_threads, args=(before,))
        restore.start()
        restore.join()
