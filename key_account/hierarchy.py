"""Who stands above whom: people at a client, clients in a group."""

from collections.abc import Iterable, Mapping


def depth_first(names: Iterable[str], above: Mapping[str, str | None]) -> list[tuple[str, int]]:
	"""The names from the top down, each followed by those below it, in the order given; with their depth, 0 at the top.

	above      name -> the one above it; one that is not among the names counts as none
	returns    all but those whose way up ends in a circle, see `circle`
	"""
	names = list(names)
	known = set(names)
	below: dict[str | None, list[str]] = {}
	for name in names:
		superior = above.get(name)
		below.setdefault(superior if superior in known else None, []).append(name)
	placed: list[tuple[str, int]] = []
	waiting = [(name, 0) for name in reversed(below.get(None, []))]
	while waiting:
		name, depth = waiting.pop()
		placed.append((name, depth))
		waiting.extend((under, depth + 1) for under in reversed(below.get(name, [])))
	return placed


def all_below(top: str, above: Mapping[str, str | None]) -> set[str]:
	"""The one at the top with all whose way up leads to it.

	above      name -> the one above it
	"""
	below: dict[str, list[str]] = {}
	for name, superior in above.items():
		if superior:
			below.setdefault(superior, []).append(name)
	found: set[str] = set()
	waiting = [top]
	while waiting:
		name = waiting.pop()
		if name not in found:
			found.add(name)
			waiting.extend(below.get(name, ()))
	return found


def circle(name: str, above: Mapping[str, str | None]) -> list[str]:
	"""The circle that the way up from `name` ends in, in the order of the way; empty where it ends at the top."""
	way: dict[str, int] = {}
	at: str | None = name
	while at is not None and at not in way:
		way[at] = len(way)
		at = above.get(at)
	return [] if at is None else list(way)[way[at] :]
