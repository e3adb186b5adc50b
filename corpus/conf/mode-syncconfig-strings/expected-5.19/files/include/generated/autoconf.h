/*
 * Automatically generated file; DO NOT EDIT.
 * Main menu
 */
#define CONFIG_H 0xff
#define CONFIG_HIDDEN "hidden"
#define CONFIG_S1 "a \"b\" c"
#define CONFIG_S2 "back\\slash"
#define CONFIG_I -4
#define CONFIG_S3 ""
