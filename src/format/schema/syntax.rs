//! The syntax of TOML, YAML and JSON for examples in messages.

/// A format of the native schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::format) enum Syntax {
    Toml,
    Yaml,
    Json,
}

impl Syntax {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Toml => "TOML",
            Self::Yaml => "YAML",
            Self::Json => "JSON",
        }
    }

    /// Returns a field with its value.
    pub(super) fn field(self, name: &str, value: &str) -> String {
        match self {
            Self::Toml => format!("{name} = {value}"),
            Self::Yaml => format!("{name}: {value}"),
            Self::Json => format!("\"{name}\": {value}"),
        }
    }

    /// Returns a custom field.
    pub(super) fn own(self, name: &str) -> String {
        match self {
            Self::Toml => format!("x.{name} = …"),
            Self::Yaml => format!("x: {{ {name}: … }}"),
            Self::Json => format!("\"x\": {{ \"{name}\": … }}"),
        }
    }

    /// Returns the help for a value that should be a list of tables.
    pub(super) fn list_of_tables(self, name: &str) -> String {
        match self {
            Self::Toml => format!("write `[[{name}]]` above each"),
            Self::Yaml => format!("write `{name}:` and below it each as `- id: …`"),
            Self::Json => format!("write `\"{name}\": [{{ \"id\": … }}, …]`"),
        }
    }
}
