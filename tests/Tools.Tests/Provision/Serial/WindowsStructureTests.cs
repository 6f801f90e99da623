using System.Runtime.CompilerServices;
using Nanofleet.Provision.Serial.Windows;

namespace Nanofleet.Tools.Tests.Provision.Serial;

/// <summary>What can be checked of the Win32 side anywhere: Windows refuses a structure of another size.</summary>
public sealed class WindowsStructureTests
{
    [Fact]
    public void Structures_have_the_sizes_of_winbase()
    {
        Assert.Equal(28, Unsafe.SizeOf<Kernel32.Dcb>());
        Assert.Equal(20, Unsafe.SizeOf<Kernel32.CommTimeouts>());
    }
}
