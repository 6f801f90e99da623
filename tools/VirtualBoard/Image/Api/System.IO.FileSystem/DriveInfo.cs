using Nanofleet.VirtualBoard.Power;

namespace System.IO;

public sealed class DriveInfo
{
    public DriveInfo(string driveName)
    {
        Name = driveName;
        DriveType = DriveType.Fixed;
        TotalSize = BoardLife.Current.Board.Options.StorageBytes;
    }

    public string Name { get; set; }

    public DriveType DriveType { get; set; }

    public long TotalSize { get; set; }

    public static DriveInfo[] GetDrives() => new[] { new DriveInfo("I:\\") };
}
