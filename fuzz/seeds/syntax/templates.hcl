2a = var.b ? "x-${lookup({ "c" = "d" }, var.e, "f")}" : <<-EOT
    %{ if g }h%{ else }$${i}%{ endif }
  EOT
