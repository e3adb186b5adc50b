/*
 * Automatically generated file; DO NOT EDIT.
 * Main menu
 */
#define CONFIG_H 0x7
#define CONFIG_B 1
#define CONFIG_MODULES 1
#define CONFIG_I 4
#define CONFIG_S "text"
#define CONFIG_Y2 1
