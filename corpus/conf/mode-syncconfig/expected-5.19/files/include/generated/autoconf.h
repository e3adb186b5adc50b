/*
 * Automatically generated file; DO NOT EDIT.
 * Main menu
 */
#define CONFIG_H 0xff
#define CONFIG_E_MODULE 1
#define CONFIG_A_MODULE 1
#define CONFIG_MODULES 1
#define CONFIG_D_MODULE 1
#define CONFIG_Y1 1
#define CONFIG_I 4
#define CONFIG_S "other"
#define CONFIG_C_MODULE 1
