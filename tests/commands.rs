//! The command from outside: each file of `tests/cmd` holds commands and what they print.
//!
//! `TRYCMD=overwrite cargo test --test commands` writes the answers anew.

#[test]
fn every_command_prints_what_its_file_says() {
    trycmd::TestCases::new()
        .env("CLICOLOR_FORCE", "")
        .env("GITHUB_ACTIONS", "")
        .env("NO_COLOR", "")
        .case("tests/cmd/*.trycmd");
}
