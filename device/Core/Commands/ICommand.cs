using Nanofleet.Device.Core.Parsing;

namespace Nanofleet.Device.Core.Commands
{
    /// <summary>One action that the board carries out. A new one is one class and one line in the wiring list.</summary>
    public interface ICommand
    {
        string Action { get; }

        /// <summary>
        /// Carries it out and writes the members of the result. With faulty parameters it returns before it did anything:
        /// the desk answers with their faults. What it throws becomes the answer's text.
        /// </summary>
        void Run(Fields parameters, CommandReply reply);
    }
}
