//! Bytes enter as the body of a macro that calls itself with arguments: expansion ends, in bounds or with an error.

#![no_main]

use libfuzzer_sys::fuzz_target;
use ltoconf::syntax::macros;

fuzz_target!(|data: &[u8]| {
    for _piece in macros::pieces(data) {}
    for _argument in macros::arguments(data) {}
    let body = data.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let mut kconfig = b"f = ".to_vec();
    kconfig.extend_from_slice(body);
    kconfig.extend_from_slice(
        b"\ng = $(f,$(1)x,$(f))\nv := $(f,a,$(g,b))\n$(info,$(v))\nconfig A\n\tstring\n\tdefault \"$(g,$(v))\"\n",
    );
    let _model = ltoconf_fuzz::load(&kconfig, "linux-7.3");
});
