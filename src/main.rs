//! The binary: the process's words and environment enter, an exit status leaves.

use std::process::ExitCode;

use ltoconf::{cli, command};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = match cli::Cli::read(std::env::args_os()) {
        Ok(cli) => cli,
        Err(error) => {
            // help and version are no errors; anything else is bad usage
            let status = if error.use_stderr() { 2 } else { 0 };
            let _unprintable = error.print();
            return ExitCode::from(status);
        }
    };
    ExitCode::from(command::run(&cli))
}
