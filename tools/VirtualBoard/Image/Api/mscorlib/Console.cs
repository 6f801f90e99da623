using Nanofleet.VirtualBoard.Power;

namespace System;

public static class Console
{
    public static void Write(string value)
    {
        var life = BoardLife.Current;
        life.Do(() => life.Board.Console.Write(value));
    }

    public static void WriteLine() => WriteLine("");

    public static void WriteLine(string value)
    {
        var life = BoardLife.Current;
        life.Do(() => life.Board.Console.WriteLine(value));
    }
}
