1$ErrorActionPreference = 'Stop' # strict
if (Test-Path C:\x) { & "$env:ProgramFiles\a.exe" -n k8s.io pull {{ Image }} 2>&1 | Out-Null } else { exit 3010 }
(New-Object Net.WebClient).DownloadFile("https://x/$v", 'C:\x')
$t = @"
a $(Get-Date -Format "yyyy")
"@
foreach ($i in @('a', 'b')) { Start-Process msiexec -ArgumentList '/i', $i -Wait }
[System.Environment]::Exit(3010) <# done #>
