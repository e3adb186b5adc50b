/*
 * Automatically generated file; DO NOT EDIT.
 * Main menu
 */
#define CONFIG_SUB 1
#define CONFIG_B "barfoo value"
#define CONFIG_A "foo value"
