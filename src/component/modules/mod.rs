//! The action modules that a step can name, one file each, as data.
//!
//! Source of every fact: <https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html>

mod append_file;
mod assert;
mod copy_file;
mod copy_folder;
mod create_file;
mod create_folder;
mod create_symlink;
mod delete_file;
mod delete_folder;
mod execute_bash;
mod execute_binary;
mod execute_document;
mod execute_power_shell;
mod install_msi;
mod list_files;
mod move_file;
mod move_folder;
mod read_file;
mod reboot;
mod s3_download;
mod s3_upload;
mod set_file_encoding;
mod set_file_owner;
mod set_file_permissions;
mod set_folder_owner;
mod set_folder_permissions;
mod set_registry;
mod uninstall_msi;
mod update_os;
pub mod values;
mod web_download;

use super::Platform;
use values::Values;

/// What AWS documents about one action.
#[derive(Debug)]
pub struct Module {
    /// The exact spelling in `action:`.
    pub name: &'static str,
    /// What it does, one sentence.
    pub summary: &'static str,
    /// Where it runs.
    pub platforms: &'static [Platform],
    /// How its `inputs` are written.
    pub shape: Shape,
    /// Whether `inputs` may not be left out or empty.
    pub needs_inputs: bool,
    /// The documented keys.
    pub inputs: &'static [Input],
    /// What later steps may refer to.
    pub outputs: Outputs,
}

/// How `inputs` are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One map.
    Map,
    /// A list of maps.
    List,
    /// A condition, as below `if`.
    Condition,
}

/// The outputs of a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outputs {
    /// Exactly these.
    Named(&'static [&'static str]),
    /// Not documented well enough to check a reference.
    Unchecked,
}

/// One documented key of `inputs`.
#[derive(Debug)]
pub struct Input {
    /// The key.
    pub name: &'static str,
    /// The type of its value.
    pub kind: InputKind,
    /// Whether it may not be left out.
    pub required: bool,
    /// The words it takes, when only some are documented.
    pub values: Option<&'static Values>,
    /// Whether it works on Windows.
    pub on_windows: bool,
}

/// The documented type of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputKind {
    /// A string.
    Text,
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Integer,
    /// A list of strings.
    TextList,
    /// A map of strings.
    TextMap,
    /// `recurse` of `S3Upload`: the table says string, the example shows a boolean.
    BooleanOrText,
    /// `value` of `SetRegistry`: a string, a number or a list.
    RegistryValue,
    /// `parameters` of `ExecuteDocument`: a list of maps with `name` and `value`.
    DocumentParameters,
}

impl Input {
    const fn new(name: &'static str, kind: InputKind, required: bool) -> Self {
        Self {
            name,
            kind,
            required,
            values: None,
            on_windows: true,
        }
    }

    const fn required(name: &'static str, kind: InputKind) -> Self {
        Self::new(name, kind, true)
    }

    const fn optional(name: &'static str, kind: InputKind) -> Self {
        Self::new(name, kind, false)
    }

    const fn one_of(mut self, values: &'static Values) -> Self {
        self.values = Some(values);
        self
    }

    const fn not_on_windows(mut self) -> Self {
        self.on_windows = false;
        self
    }
}

impl Module {
    /// The documented input of this name.
    pub fn input(&self, name: &str) -> Option<&'static Input> {
        self.inputs.iter().find(|input| input.name == name)
    }
}

/// Every action module, in the order of their files.
pub const ALL: &[Module] = &[
    append_file::MODULE,
    assert::MODULE,
    copy_file::MODULE,
    copy_folder::MODULE,
    create_file::MODULE,
    create_folder::MODULE,
    create_symlink::MODULE,
    delete_file::MODULE,
    delete_folder::MODULE,
    execute_bash::MODULE,
    execute_binary::MODULE,
    execute_document::MODULE,
    execute_power_shell::MODULE,
    install_msi::MODULE,
    list_files::MODULE,
    move_file::MODULE,
    move_folder::MODULE,
    read_file::MODULE,
    reboot::MODULE,
    s3_download::MODULE,
    s3_upload::MODULE,
    set_file_encoding::MODULE,
    set_file_owner::MODULE,
    set_file_permissions::MODULE,
    set_folder_owner::MODULE,
    set_folder_permissions::MODULE,
    set_registry::MODULE,
    uninstall_msi::MODULE,
    update_os::MODULE,
    web_download::MODULE,
];

/// The module of this exact name.
pub fn find(name: &str) -> Option<&'static Module> {
    ALL.iter().find(|module| module.name == name)
}
