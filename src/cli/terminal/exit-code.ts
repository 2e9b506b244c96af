/** 0: done. 1: a check found something. 2: the user must fix something, or something is unknown. 70: a bug in desalt, as in `sysexits.h`. */
export type ExitCode = 0 | 1 | 2 | 70;
