/*
 * Automatically generated file; DO NOT EDIT.
 * Main menu
 */
#define BR2_H 0x7
#define BR2_A_MODULE 1
#define BR2_MODULES 1
#define BR2_I 4
#define BR2_S "text"
#define BR2_Y2 1
#define BR2_C_MODULE 1
