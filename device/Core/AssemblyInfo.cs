using System.Reflection;
using Nanofleet.Device.Core;

// What nanoff reads back from a board: without it every build is 0.0.0.0, and an old one passes for the new one.
[assembly: AssemblyVersion(FirmwareVersion.Text + ".0")]
