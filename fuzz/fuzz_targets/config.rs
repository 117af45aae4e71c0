//! A config file: it is read or refused in words, and what is read answers every question that is put to it.
#![no_main]

use std::path::Path;

use gwfmt_carriers::config::{Config, report};
use gwfmt_core::lint::RULES;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &str| match Config::read(data) {
    Ok(config) => {
        for path in ["main.tf", "infra/envs/prod/main.tf", ""] {
            for is_below in [true, false] {
                let path = Path::new(path);
                config.exclude_verdict(path, is_below, false);
                let overrides = config.overrides_of(path, is_below);
                config.api(&overrides);
                config.settings(&overrides);
                for rule in RULES {
                    config.is_on(rule, &overrides);
                }
            }
        }
    }
    Err(faults) => {
        assert!(!faults.is_empty());
        let lines = report("gwfmt.toml", data, &faults);
        assert!(lines.len() >= faults.len().min(2));
    }
});
