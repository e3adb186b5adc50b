/*
 * Automatically generated file; DO NOT EDIT.
 * Main menu
 */
#define CONFIG_UNDER_SCORE "x"
#define CONFIG_B 1
#define CONFIG_A_MODULE 1
#define CONFIG_MODULES 1
#define CONFIG_D 1
