from . import chapter_1_beginning, chapter_2_twice, chapter_3_returns, chapter_4_lately

CHAPTERS = (chapter_1_beginning, chapter_2_twice, chapter_3_returns, chapter_4_lately)
