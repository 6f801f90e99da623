namespace Nanofleet.Contract.Improv
{
    /// <summary>Frames of <see cref="ImprovTypes.Settings"/>, as a client sends them.</summary>
    public static class SettingsRequest
    {
        public static ImprovWriter Describe(ImprovWriter writer) => writer.Begin(ImprovTypes.Settings).Put(SettingsSteps.Describe).End();

        public static ImprovWriter Begin(ImprovWriter writer, byte[] json) =>
            writer.Begin(ImprovTypes.Settings).Put(SettingsSteps.Begin).PutNumber(json.Length, 2).PutNumber(Crc32.Of(json, json.Length), 4).End();

        /// <summary>The piece that begins at the offset: <see cref="SettingsAnswer.ChunkLength"/> bytes, or what is left.</summary>
        public static ImprovWriter Chunk(ImprovWriter writer, byte[] json, int offset)
        {
            int left = json.Length - offset;
            return writer.Begin(ImprovTypes.Settings).Put(SettingsSteps.Chunk).PutNumber(offset, 2)
                .Put(json, offset, left < SettingsAnswer.ChunkLength ? left : SettingsAnswer.ChunkLength).End();
        }

        public static ImprovWriter Commit(ImprovWriter writer, byte[] json) =>
            writer.Begin(ImprovTypes.Settings).Put(SettingsSteps.Commit).PutNumber(Crc32.Of(json, json.Length), 4).End();
    }
}
