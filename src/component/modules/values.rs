//! The words that some inputs are limited to.

/// A closed list of words.
#[derive(Debug)]
pub struct Values {
    /// The documented spellings.
    pub words: &'static [&'static str],
    /// Whether the documentation says that letter case does not matter.
    pub any_case: bool,
}

/// `algorithm` of `WebDownload`.
pub(super) const CHECKSUM: Values = Values {
    words: &["MD5", "SHA1", "SHA256", "SHA512"],
    any_case: false,
};

/// `reboot` of `InstallMSI` and `UninstallMSI`.
pub(super) const REBOOT: Values = Values {
    words: &["Allow", "Force", "Skip"],
    any_case: false,
};

/// `type` of `SetRegistry`.
pub(super) const REGISTRY_TYPE: Values = Values {
    words: &["BINARY", "DWORD", "QWORD", "SZ", "EXPAND_SZ", "MULTI_SZ"],
    any_case: false,
};

/// `encoding` of the file actions.
pub(super) const ENCODING: Values = Values {
    words: &[
        "utf8",
        "utf-8",
        "utf16",
        "utf-16",
        "utf16-LE",
        "utf-16-LE",
        "utf16-BE",
        "utf-16-BE",
        "utf32",
        "utf-32",
        "utf32-LE",
        "utf-32-LE",
        "utf32-BE",
        "utf-32-BE",
    ],
    any_case: true,
};
