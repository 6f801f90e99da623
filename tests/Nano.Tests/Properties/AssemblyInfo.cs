using System.Reflection;

[assembly: AssemblyTitle("Nanofleet.Nano.Tests")]
[assembly: AssemblyProduct("Nanofleet")]
[assembly: AssemblyVersion("0.1.0.0")]
[assembly: AssemblyFileVersion("0.1.0.0")]
