"""The grammar of synthetic interviews and lab tasks. No real person, transcript or data set stands behind a line of it."""
