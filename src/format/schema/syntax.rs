//! How the formats of our own schema spell what a message tells the user to write.

/// A format that carries our own schema.
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

    /// A field with its value.
    pub(super) fn field(self, name: &str, value: &str) -> String {
        match self {
            Self::Toml => format!("{name} = {value}"),
            Self::Yaml => format!("{name}: {value}"),
            Self::Json => format!("\"{name}\": {value}"),
        }
    }

    /// A field of the user's own.
    pub(super) fn own(self, name: &str) -> String {
        match self {
            Self::Toml => format!("x.{name} = …"),
            Self::Yaml => format!("x: {{ {name}: … }}"),
            Self::Json => format!("\"x\": {{ \"{name}\": … }}"),
        }
    }

    /// What to do about a list of tables that is none.
    pub(super) fn list_of_tables(self, name: &str) -> String {
        match self {
            Self::Toml => format!("write `[[{name}]]` above each"),
            Self::Yaml => format!("write `{name}:` and below it each as `- id: …`"),
            Self::Json => format!("write `\"{name}\": [{{ \"id\": … }}, …]`"),
        }
    }
}
