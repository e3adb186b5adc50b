/*
 * Automatically generated file; DO NOT EDIT.
 * here
 */
#define CONFIG_T 3
#define CONFIG_LONG_NAME_MODULE 1
#define CONFIG_MODULES 1
