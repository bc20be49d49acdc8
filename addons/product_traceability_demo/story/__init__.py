from . import (
    chapter_1_beginning,
    chapter_2_twice,
    chapter_3_returns,
    chapter_4_lately,
    chapter_5_waiting,
    chapter_6_recall,
    chapter_7_audit,
)

CHAPTERS = (
    chapter_1_beginning,
    chapter_2_twice,
    chapter_3_returns,
    chapter_4_lately,
    chapter_5_waiting,
    chapter_6_recall,
    chapter_7_audit,
)
