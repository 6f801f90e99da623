namespace System.Diagnostics;

/// <summary>On the board only Debug builds have it; here it always prints to the board's console.</summary>
public static class Debug
{
    public static void Write(string message) => Console.Write(message);

    public static void WriteLine() => Console.WriteLine();

    public static void WriteLine(string message) => Console.WriteLine(message);

    public static void Assert(bool condition) => Assert(condition, null, null);

    public static void Assert(bool condition, string message) => Assert(condition, message, null);

    public static void Assert(bool condition, string message, string detailedMessage)
    {
        if (!condition) Console.WriteLine($"Assertion failed. {message} {detailedMessage}");
    }
}
