extern alias firmware;

// The firmware's names without its System.*: add a line in both lists for a namespace that is new there. The empty
// namespaces let a test write `using Nanofleet.Device.Core;` as everywhere else.
global using firmware::nanoFramework.Json;
global using firmware::Nanofleet.Contract;
global using firmware::Nanofleet.Contract.Improv;
global using firmware::Nanofleet.Device.App.Sensors;
global using firmware::Nanofleet.Device.App.Time;
global using firmware::Nanofleet.Device.Core;
global using firmware::Nanofleet.Device.Core.Commands;
global using firmware::Nanofleet.Device.Core.Configuration;
global using firmware::Nanofleet.Device.Core.Journal;
global using firmware::Nanofleet.Device.Core.Link;
global using firmware::Nanofleet.Device.Core.Logging;
global using firmware::Nanofleet.Device.Core.Outbox;
global using firmware::Nanofleet.Device.Core.Parsing;
global using firmware::Nanofleet.Device.Core.Power;
global using firmware::Nanofleet.Device.Core.Provisioning;
global using firmware::Nanofleet.Device.Core.Sampling;
global using firmware::Nanofleet.Device.Core.Supervision;
global using firmware::Nanofleet.Device.Core.Time;

namespace Nanofleet.Contract
{
}

namespace Nanofleet.Contract.Improv
{
}

namespace Nanofleet.Device.App.Sensors
{
}

namespace Nanofleet.Device.App.Time
{
}

namespace Nanofleet.Device.Core
{
}

namespace Nanofleet.Device.Core.Commands
{
}

namespace Nanofleet.Device.Core.Configuration
{
}

namespace Nanofleet.Device.Core.Journal
{
}

namespace Nanofleet.Device.Core.Link
{
}

namespace Nanofleet.Device.Core.Logging
{
}

namespace Nanofleet.Device.Core.Outbox
{
}

namespace Nanofleet.Device.Core.Parsing
{
}

namespace Nanofleet.Device.Core.Power
{
}

namespace Nanofleet.Device.Core.Provisioning
{
}

namespace Nanofleet.Device.Core.Sampling
{
}

namespace Nanofleet.Device.Core.Supervision
{
}

namespace Nanofleet.Device.Core.Time
{
}

namespace nanoFramework.Json
{
}
