"""Stands for nanoff and the board behind it. What the board is lies in board.json beside the program; calls go to calls.

It answers in nanoff's words, and tells the lies that `lies` names:
  deploy          says that it deployed, and did not
  update          says that it flashed, and did not
  file            a file is not taken; nanoff says so and ends with 0
  file_exception  a file is not taken, and at this verbosity nobody is told
  network         says that nothing was done, ends with 0
  details         ends with 0 and prints nothing
And `offline` is no lie: it crashes where it should download.
"""
import json
import os
import struct
import sys
import time

folder = os.path.dirname(os.path.abspath(sys.argv[0]))
arguments = sys.argv[1:]
with open(os.path.join(folder, "board.json"), encoding="utf-8") as file:
    board = json.load(file)


def save():
    with open(os.path.join(folder, "board.json"), "w", encoding="utf-8") as file:
        json.dump(board, file)


def note(name, text):
    with open(os.path.join(folder, name), "a", encoding="utf-8") as file:
        file.write(text + "\n")


def value(option):
    return arguments[arguments.index(option) + 1] if option in arguments else None


def fail(code, text):
    print(f"Error E{code}: {text}" if value("-v") is None else f"E{code}")
    sys.exit(code % 256)


def lies(about):
    return about in board["lies"]


def check_port(port):
    if port == board["busy"]:
        fail(6000, "Couldn't open serial device. Make sure the COM port exists, that the device is connected and that it's not being used by another application.")
    if port not in board["ports"]:
        fail(4005, "Failed to open specified COM port.")


def check_nano():
    if board["firmware"] is None:
        fail(2001, "Error occurred with listing nano devices. (Couldn't connect to specified nano device.)")


def assemblies(path):
    with open(path, "rb") as file:
        data = file.read()
    at, found = 0, []
    while at < len(data):
        version = struct.unpack_from("<4H", data, at + 28)
        (name,) = struct.unpack_from("<H", data, at + 36)
        tables = struct.unpack_from("<16I", data, at + 40)
        start = at + tables[11] + name
        text = "mscorlib" if name == 0xFFFF - 0x032D else data[start:data.index(0, start)].decode()
        found.append([text, ".".join(map(str, version))])
        at += (tables[15] + 3) // 4 * 4
    return found


def details():
    if lies("details"):
        return
    check_nano()
    print(f"\nHAL build info: nanoCLR running @ {board['chip']} built with ESP-IDF v5.5.4\n  Target:   {board['target']}\n  Platform: ESP32\n")
    print(f"Firmware build Info:\n  Date:        Jul 23 2026\n  Type:        MinSizeRel build, chip rev. >= 0, support for PSRAM\n  CLR Version: {board['firmware']}\n  Compiler:    GNU ARM GCC v14.2.0\n")
    print("OEM Product codes (vendor, model, SKU): 0, 0, 0\n")
    print(f"Serial Numbers (module, system):\n  00000000000000000000000000000000\n  {board['serial']}\n")
    print("Target capabilities:\n  Has nanoBooter: NO\n  IFU capable: NO\n  Has proprietary bootloader: YES\n\nAppDomains:\n\nAssemblies:")
    for name, version in board["assemblies"]:
        print(f"  {name}, {version}")
    print("\nNative Assemblies:\n  mscorlib v100.5.0.24, checksum 0x445C7AF9\n")


def update():
    if value("-v") != "m":
        fail(4000, "Error executing ESP32 serial command. (The value must be greater than or equal to zero. (Parameter 'top'))")
    target, version = value("--target"), value("--fwversion")
    if version not in board["published"].get(target, []):
        fail(9005, "Can't find the target in Cloudsmith repository.")
    if not lies("update"):
        board.update(target=target, firmware=version)
        if "--masserase" in arguments:
            board.update(files={}, assemblies=[])
        if board.get("moves_to"):
            board["ports"] = [board.pop("moves_to")]
        save()


def deploy():
    if "--nanodevice" in arguments:
        print("Getting details from nano device...", end="")
        check_nano()
        if board["locked"]:
            fail(2002, "Error executing operation with nano device. (Missing details from  to perform deployment operation.)")
        print("OK")
    if not lies("deploy"):
        board["assemblies"] = assemblies(value("--image"))
        save()
    print("Deploying managed application...OK\nRebooting...OK")


def write_files(path):
    note("modes", oct(os.stat(path).st_mode & 0o777)[2:])
    with open(path, encoding="utf-8") as file:
        wanted = json.load(file)
    check_port(wanted["serialport"])
    check_nano()
    for at, entry in enumerate(wanted["files"]):
        name, source = entry["DestinationFilePath"], entry.get("SourceFilePath")
        if not source:
            board["files"].pop(name, None)
            print(f"Deleting file {name}...OK")
            continue
        if at == 0 and lies("file_exception"):
            print(f"Deploying file {source} to {name}...")
            continue
        if at == 0 and lies("file"):
            print(f"Deploying file {source} to {name}...\nError deploying content file {source} to {name}")
            continue
        note("modes", oct(os.stat(source).st_mode & 0o777)[2:])
        with open(source, encoding="utf-8") as file:
            board["files"][name] = file.read()
        print(f"Deploying file {source} to {name}...OK")
    save()


def write_network(path):
    note("modes", oct(os.stat(path).st_mode & 0o777)[2:])
    with open(path, encoding="utf-8") as file:
        wanted = json.load(file)
    print("\nNo operation was performed with the options supplied.\n")
    if lies("network"):
        return
    check_port(wanted["SerialPort"])
    check_nano()
    if wanted.get("WirelessClient"):
        print("Updating network configuration...OK\nUpdating wireless configuration...OK")
    if wanted.get("CACertificates"):
        print("Updating client certificates...", end="")
        fail(2003, "Error executing file deployment on nano device. (Specified method is not supported.)")
    board["network"] = wanted
    save()


note("calls", " ".join(arguments))
if board["hang"] in arguments:
    time.sleep(600)
if "--version" in arguments:
    print(f"nanoff {board['nanoff']}+0123456789")
    sys.exit(0)
print(f".NET nanoFramework Firmware Flasher v{board['nanoff']}+0123456789\n")
if value("--serialport"):
    check_port(value("--serialport"))
if "--listports" in arguments:
    print("Available COM ports:" if board["ports"] else "No available COM port.")
    print("".join(f"  {port}\n" for port in board["ports"]))
elif "--listtargets" in arguments and lies("offline"):
    print("Unhandled exception. System.Net.Http.HttpRequestException: Name or service not known (api.cloudsmith.io:443)", file=sys.stderr)
    print(" ---> System.Net.Sockets.SocketException (0xFFFDFFFF): Name or service not known\n   at Program.<Main>(String[] args)", file=sys.stderr)
    sys.exit(134)
elif "--listtargets" in arguments:
    print("Available targets:")
    for target, versions in board["published"].items():
        print(f"  {target}")
        print("".join(f"    {version}\n" for version in versions), end="")
elif "--devicedetails" in arguments:
    details()
elif "--identifyfirmware" in arguments:
    print(f"\nConnected to:\n{board['chip']} ({board['chip']}-D0WD-V3 (revision v3.1))\nFeatures WiFi, BT\nFlash size 4MB\n\nTarget '{board['best']}' best matches the device characteristics.\n")
elif "--update" in arguments:
    update()
elif "--deploy" in arguments:
    deploy()
elif "--filedeployment" in arguments:
    write_files(value("--filedeployment"))
elif "--networkdeployment" in arguments:
    write_network(value("--networkdeployment"))
else:
    print(f"ERROR(S):\n  Option '{arguments[0].lstrip('-')}' is unknown.\n\nUSAGE:\n  nanoff --listports", file=sys.stderr)
    sys.exit(9000 % 256)
