//! `mainstreet`: see `mainstreet --help`.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    server::commands::run(std::env::args_os()).await
}
