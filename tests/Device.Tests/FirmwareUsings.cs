extern alias firmware;

// The firmware's names without its System.*: add a line in both lists for a namespace that is new there. The empty
// namespaces let a test write `using Nanofleet.Device.Core;` as everywhere else.
global using firmware::Nanofleet.Contract;

namespace Nanofleet.Contract
{
}
