//! `gwfmt new`: a format made to order, by itself or in a file that can be deployed.

pub(super) mod carrier;

use gwfmt_core::api::Api;
use gwfmt_core::compose::Form;
use gwfmt_core::preset::{Order, Preset, Vendor, make};

use crate::args::{Carrier, New, PresetName, ShapeName, VendorName};
use crate::exit::{Ending, Failure};
use crate::output::{self, Streams};
use crate::text::many;

/// Runs the command.
pub(crate) fn run(args: &New, streams: &Streams) -> Result<Ending, Failure> {
    let form = Form::from(args.shape);
    if args.vendor.is_some() && form != Form::Json {
        return Err(Failure::new(
            "`--for` says how the keys of JSON are called; `--shape` has to be `json`",
        ));
    }
    let api = Api::from(args.api);
    let order = Order {
        preset: args.preset.into(),
        api,
        form,
        vendor: args.vendor.map(Vendor::from),
        most: args.max_length,
        // `jsonencode` sorts
        sorted: args.carrier == Carrier::Terraform,
    };
    let made = make(order);
    let text = carrier::file(args.carrier, api, form, &made.text);
    output::text(&text, args.output_file.as_deref())?;
    if !made.left_out.is_empty() {
        let count = many(made.left_out.len(), "variable");
        streams.say(format!("{count} left out:"));
    }
    for (name, reason) in &made.left_out {
        streams.say(format!("  `{name}`: {reason}"));
    }
    if let Some(vendor) = order.vendor {
        streams.say(format!("keys as in {}", vendor.source()));
    }
    streams.detail(|| format!("{} bytes", made.text.len()));
    Ok(Ending::Clean)
}

impl From<ShapeName> for Form {
    fn from(word: ShapeName) -> Self {
        match word {
            ShapeName::Json => Form::Json,
            ShapeName::Csv => Form::Csv,
            ShapeName::Xml => Form::Xml,
            ShapeName::Clf => Form::Clf,
        }
    }
}

impl From<PresetName> for Preset {
    fn from(word: PresetName) -> Self {
        match word {
            PresetName::Minimal => Preset::Minimal,
            PresetName::Aws => Preset::Aws,
            PresetName::Security => Preset::Security,
            PresetName::Latency => Preset::Latency,
            PresetName::Full => Preset::Full,
        }
    }
}

impl From<VendorName> for Vendor {
    fn from(word: VendorName) -> Self {
        match word {
            VendorName::Datadog => Vendor::Datadog,
            VendorName::Elastic => Vendor::Elastic,
        }
    }
}
