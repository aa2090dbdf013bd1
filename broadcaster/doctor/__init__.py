"""What the station needs and whether it is there, each with its remedy."""

from broadcaster.doctor.examination import examine
from broadcaster.doctor.finding import Finding

__all__ = ["Finding", "examine"]
