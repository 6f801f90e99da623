<#
.SYNOPSIS
  Brings nanoFramework and Nanofleet's firmware onto an ESP32 and reads back that they are there.
.EXAMPLE
  ./flash.ps1 -Port COM9 -SettingsFile nanofleet.json
.NOTES
  Windows PowerShell 5.1 and PowerShell 7, on Windows, Linux and macOS. All that it does is in tools/Flash.
#>
[CmdletBinding()]
param(
    [string] $Port,
    [string] $Target,
    [string] $FirmwareVersion,
    [string] $Image,
    [string] $SettingsFile,
    [switch] $WhatIf
)

$dotnet = Get-Command dotnet -CommandType Application -ErrorAction SilentlyContinue | Select-Object -First 1
if (-not $dotnet -or -not (& $dotnet.Path --list-sdks | Select-String '^[1-9][0-9]+\.')) {
    Write-Host 'The .NET 10 SDK is needed: https://dotnet.microsoft.com/download (then open a new window).'
    exit 1
}

$arguments = @('run', '--project', "$PSScriptRoot/tools/Flash", '--verbosity', 'quiet', '--')
if ($Port) { $arguments += '--port', $Port }
if ($Target) { $arguments += '--target', $Target }
if ($FirmwareVersion) { $arguments += '--firmware-version', $FirmwareVersion }
if ($Image) { $arguments += '--image', $Image }
if ($SettingsFile) { $arguments += '--settings-file', $SettingsFile }
if ($WhatIf) { $arguments += '--what-if' }
if ($PSBoundParameters['Verbose']) { $arguments += '--verbose' }

& $dotnet.Path $arguments
exit $LASTEXITCODE
