using System;
using Nanofleet.Device.Core.Logging;

namespace Nanofleet.Device.App.Board
{
    /// <summary>The console, which the board's debug port carries to whoever is attached.</summary>
    public sealed class SerialConsole : ILogSink
    {
        public void Write(string line) => Console.WriteLine(line);
    }
}
