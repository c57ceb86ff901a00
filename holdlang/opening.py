"""Opening hours: is a company open at a moment, and when does it open next. Pure: the moment is given.

Not responsible for what is done about it (`holdlang.cli.run`). Hours are wall-clock times in the company's own zone, so
a day on which clocks change has 23 or 25 hours. A time of day that the change leaves out (02:30 in spring) is the
moment an hour after 01:30; one that comes twice counts from its first coming when the company opens, and until its
second when it closes, so that nobody is kept from calling an office that is there.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from holdlang.model.header import DAYS, Hours, Opening

DAY = timedelta(days=1)
WEEK = 7


def is_open(opening: Opening, moment: datetime) -> bool:
    """Whether the company takes calls at `moment` (aware)."""
    instant = moment.astimezone(UTC)
    return any(begin <= instant < end for begin, end in _spans(opening, instant))


def next_opening(opening: Opening, moment: datetime) -> datetime:
    """When it opens next after `moment` (aware), in the company's zone; `moment` itself if it is open."""
    zone, instant = ZoneInfo(opening.zone), moment.astimezone(UTC)
    if is_open(opening, moment):
        return moment.astimezone(zone)
    return min(begin for begin, _ in _spans(opening, instant) if begin > instant).astimezone(zone)


def _spans(opening: Opening, instant: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The spans, in UTC, of every day from yesterday (which may pass midnight) to the same weekday of next week."""
    zone = ZoneInfo(opening.zone)
    today = instant.astimezone(zone).date()
    for offset in range(-1, WEEK + 2):
        day = today + offset * DAY
        for hours in opening.hours:
            if _covers(hours, day):
                begin, end = _moment(day, hours.opens), _moment(day, hours.closes)
                if end <= begin:
                    end += DAY
                yield (
                    begin.replace(tzinfo=zone, fold=0).astimezone(UTC),
                    end.replace(tzinfo=zone, fold=1).astimezone(UTC),
                )


def _covers(hours: Hours, day: date) -> bool:
    """Whether they hold on this day; `sat-mon` passes the end of the week."""
    first, last = DAYS.index(hours.first), DAYS.index(hours.last)
    return (day.weekday() - first) % WEEK <= (last - first) % WEEK


def _moment(day: date, text: str) -> datetime:
    """A time of day, up to `24:00`, on the wall clock of `day`."""
    hour, minute = map(int, text.split(":"))
    return datetime.combine(day, time()) + timedelta(hours=hour, minutes=minute)
