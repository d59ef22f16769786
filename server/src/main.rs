//! `mainstreet`: see `mainstreet --help`.

use std::process::ExitCode;

/// Drawing a page makes and drops thousands of small things; this allocator draws half as many pages again a second as
/// the C library's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    server::commands::run(std::env::args_os()).await
}
